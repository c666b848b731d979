package hawser.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `hawser bench`.
///
/// Every candidate stays up in a pair of namespaces of its own while loads visit them in turn:
/// A-B-C, A-B-C, and so on. See bench/README.md.
public final class Bench {
  private Bench() {}

  public static void main(String[] arguments) throws IOException {
    try {
      System.exit(run(Options.of(List.of(arguments))));
    } catch (IllegalArgumentException e) {
      System.err.println("bench: " + e.getMessage() + "\n" + Options.USAGE);
      System.exit(64);
    }
  }

  private static int run(Options options) throws IOException {
    Path home = Path.of(System.getenv().getOrDefault("HAWSER_HOME", ".")).toAbsolutePath();
    Optional<String> noLoad = Iperf.missing();
    if (noLoad.isPresent()) {
      System.err.println("bench: " + noLoad.get());
      return 69;
    }
    Path work = Files.createTempDirectory("hawser-bench");
    Progress progress = new Progress();
    CTools tools = new CTools(home.resolve("bench/src/main/c"), work);
    Candidates candidates = new Candidates(home, options, tools);
    List<Candidate> chosen = candidates.chosen();
    Run run = new Run(options, candidates, progress, work);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> clean(run, work)));
    List<Candidate> present = new ArrayList<>();
    Map<String, String> versions = new LinkedHashMap<>();
    for (Candidate candidate : chosen) {
      Optional<String> missing = candidate.missing();
      if (missing.isPresent()) {
        progress.say("without " + candidate.name() + ": " + missing.get());
      } else {
        present.add(candidate);
        versions.put(candidate.name(), candidate.version());
      }
    }
    versions.forEach((name, version) -> progress.say(name + ": " + version));
    Results results = run.all(present);
    progress.close();
    List<String> names = present.stream().map(Candidate::name).toList();
    System.out.println(new Report(names, results).tables());
    return results.failures().isEmpty() ? 0 : 1;
  }

  private static void clean(Run run, Path work) {
    run.close();
    try (var files = Files.walk(work)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      System.err.println("bench: left behind " + work);
    }
  }
}
