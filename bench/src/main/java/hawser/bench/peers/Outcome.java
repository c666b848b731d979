package hawser.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A finished run, as text for people and as JSON for programs.
///
/// @param command the words that made it
/// @param versions name to version of the candidates that ran
/// @param missing name to reason of those that did not
record Outcome(
    String command,
    Machine machine,
    Map<String, String> versions,
    Map<String, String> missing,
    Results results) {

  String text() {
    StringBuilder text = new StringBuilder();
    text.append("`%s`, %s  \n%s\n\n".formatted(command, today(), machine.line()));
    versions.forEach((name, version) -> text.append("- %s: %s\n".formatted(name, version)));
    missing.forEach((name, reason) -> text.append("- without %s: %s\n".formatted(name, reason)));
    text.append(
        "\nRuns: %d, of which disturbed (over %.0f %% stolen or %.0f %% other programs): %d\n"
            .formatted(
                results.entries().size(),
                100 * Measurement.MOST_STEAL,
                100 * Measurement.MOST_FOREIGN,
                results.disturbed()));
    return text.append(new Report(List.copyOf(versions.keySet()), results).tables()).toString();
  }

  void writeJson(Path file) throws IOException {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("command", command);
    all.put("day", today());
    all.put("machine", machine.line());
    all.put("versions", versions);
    all.put("missing", missing);
    all.put("failures", results.failures());
    List<Object> samples = new ArrayList<>();
    for (Results.Entry entry : results.entries()) {
      Map<String, Object> sample = new LinkedHashMap<>();
      sample.put("candidate", entry.candidate());
      sample.put("test", entry.load().label());
      sample.put("round", entry.round());
      sample.put("steal", entry.sample().steal());
      sample.put("foreign", entry.sample().foreign());
      entry.sample().figures().forEach((figure, value) -> sample.put(figure.name(), value));
      samples.add(sample);
    }
    all.put("samples", samples);
    Files.writeString(file, Json.of(all) + "\n");
  }

  /// Replaces what stands between the markers of a block, or appends the block.
  void writeBlock(Path file, String block) throws IOException {
    String begin = "<!-- begin " + block + ": made by hawser bench -->\n";
    String end = "<!-- end " + block + " -->\n";
    String before = Files.exists(file) ? Files.readString(file) : "# Performance\n\n";
    int from = before.indexOf(begin);
    int to = before.indexOf(end);
    String made = begin + text() + end;
    Files.writeString(
        file,
        from >= 0 && to > from
            ? before.substring(0, from) + made + before.substring(to + end.length())
            : before + made);
  }

  private static String today() {
    return LocalDate.now(ZoneOffset.UTC).toString();
  }
}
