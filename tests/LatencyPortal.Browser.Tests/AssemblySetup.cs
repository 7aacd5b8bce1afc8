using LatencyPortal.Browser.Tests;
using Xunit.Sdk;
using Xunit.v3;

// One browser, one portal and one scripted model serve all tests, so the tests take turns.
[assembly: AssemblyFixture(typeof(BrowserFixture))]
[assembly: Parallelization(Mode = ParallelMode.None)]
