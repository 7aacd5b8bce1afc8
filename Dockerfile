# Build stage: the SDK restores, builds and publishes.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY src/LatencyPortal/LatencyPortal.csproj src/LatencyPortal/
COPY src/LatencyPortal.Gateway/LatencyPortal.Gateway.csproj src/LatencyPortal.Gateway/
COPY src/LatencyPortal.Decoding/LatencyPortal.Decoding.csproj src/LatencyPortal.Decoding/
COPY src/LatencyPortal.Telemetry/LatencyPortal.Telemetry.csproj src/LatencyPortal.Telemetry/
RUN dotnet restore src/LatencyPortal
COPY wwwroot wwwroot
COPY models/portal-assistant models/portal-assistant
COPY src src
RUN dotnet publish src/LatencyPortal -c Release --no-restore -o /app

# Run stage: no SDK, no root. The access key is required because the container listens on every address:
#   docker run -p 5080:5080 -e LATENCYPORTAL_ACCESS_KEY=... -v latencyportal:/data latencyportal
FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
RUN mkdir /data && chown app /data
ENV ASPNETCORE_URLS=http://0.0.0.0:5080 LATENCYPORTAL_DATA=/data
USER app
VOLUME /data
EXPOSE 5080
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s \
  CMD ["dotnet", "LatencyPortal.dll", "--health-check"]
ENTRYPOINT ["dotnet", "LatencyPortal.dll"]
