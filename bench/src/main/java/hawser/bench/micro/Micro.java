package hawser.bench.micro;

import java.util.Collection;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// Runs the micro-benchmarks and prints a table. Arguments are JMH's: `-p engine=ipsec-mb`, or the
/// names of some of them.
public final class Micro {
  private Micro() {}

  public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
    CommandLineOptions words = new CommandLineOptions(arguments);
    ChainedOptionsBuilder builder = new OptionsBuilder().parent(words);
    if (words.getIncludes().isEmpty()) {
      builder = builder.include(Micro.class.getPackageName());
    }
    Options options =
        builder
            .addProfiler(GCProfiler.class)
            .forks(1)
            .warmupIterations(3)
            .warmupTime(TimeValue.milliseconds(400))
            .measurementIterations(5)
            .measurementTime(TimeValue.milliseconds(400))
            .jvmArgs("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx256m")
            .build();
    Collection<RunResult> results = new Runner(options).run();
    System.out.printf(
        "%n%-9s %-30s %-24s %10s %8s %9s%n", "engine", "suite", "", "ns", "Gb/s", "B/packet");
    results.forEach(Micro::print);
  }

  private static void print(RunResult run) {
    double nanos = run.getPrimaryResult().getScore();
    double bits = EngineBenchmark.INNER * 8;
    Result<?> allocated = run.getSecondaryResults().get("gc.alloc.rate.norm");
    System.out.printf(
        "%-9s %-30s %-24s %10.1f %8.1f %9.2f%n",
        parameter(run, "engine"),
        parameter(run, "suite"),
        run.getPrimaryResult().getLabel(),
        nanos,
        bits / nanos,
        allocated == null ? Double.NaN : allocated.getScore());
  }

  /// Empty for a benchmark that has no such parameter.
  private static String parameter(RunResult run, String name) {
    boolean has = run.getParams().getParamsKeys().contains(name);
    return has ? run.getParams().getParam(name) : "";
  }
}
