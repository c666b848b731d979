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
  private static final int USAGE = 64;
  private static final int UNAVAILABLE = 69;

  private Bench() {}

  public static void main(String[] arguments) throws IOException {
    List<String> words = List.of(arguments);
    if (words.contains("--help")) {
      System.out.print(Options.USAGE);
      return;
    }
    try {
      System.exit(run(Options.of(words), words));
    } catch (IllegalArgumentException e) {
      System.err.print("bench: " + e.getMessage() + "\n" + Options.USAGE);
      System.exit(USAGE);
    }
  }

  private static int run(Options options, List<String> words) throws IOException {
    Optional<String> noLoad = Iperf.missing();
    if (noLoad.isPresent()) {
      System.err.println("bench: " + noLoad.get());
      return UNAVAILABLE;
    }
    Pair.removeStale();
    Path home = Path.of(System.getenv().getOrDefault("HAWSER_HOME", ".")).toAbsolutePath();
    Path work = Files.createTempDirectory("hawser-bench");
    CTools tools = new CTools(home.resolve("bench/src/main/c"), work);
    Candidates candidates = new Candidates(home, options, tools);
    try (Progress progress = new Progress()) {
      Run run = new Run(options, candidates, progress, work);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> clean(run, work)));
      Map<String, String> versions = new LinkedHashMap<>();
      Map<String, String> missing = new LinkedHashMap<>();
      List<Candidate> present = present(candidates.chosen(), versions, missing);
      missing.forEach((name, reason) -> progress.say("without " + name + ": " + reason));
      versions.forEach((name, version) -> progress.say(name + ": " + version));
      Results results = run.all(present);
      String command = "./hawser bench " + String.join(" ", words);
      Outcome outcome = new Outcome(command.strip(), Machine.current(), versions, missing, results);
      publish(outcome, options, home);
      return results.failures().isEmpty() ? 0 : 1;
    }
  }

  private static List<Candidate> present(
      List<Candidate> chosen, Map<String, String> versions, Map<String, String> missing)
      throws IOException {
    List<Candidate> present = new ArrayList<>();
    for (Candidate candidate : chosen) {
      Optional<String> reason = candidate.missing();
      if (reason.isPresent()) {
        missing.put(candidate.name(), reason.get());
      } else {
        present.add(candidate);
        versions.put(candidate.name(), candidate.version());
      }
    }
    return present;
  }

  private static void publish(Outcome outcome, Options options, Path home) throws IOException {
    System.out.print(outcome.text());
    if (options.json.isPresent()) {
      outcome.writeJson(options.json.get());
    }
    if (options.whole() || options.document) {
      outcome.writeBlock(home.resolve("docs/PERFORMANCE.md"), options.block());
    }
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
