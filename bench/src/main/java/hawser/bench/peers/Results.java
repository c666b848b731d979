package hawser.bench.peers;

import hawser.bench.peers.Measurement.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Every sample of a run.
final class Results {
  /// One run, with where it stands.
  record Entry(String candidate, Load load, int round, Sample sample) {}

  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, String> failures = new LinkedHashMap<>();

  void add(Entry entry) {
    entries.add(entry);
  }

  void failed(String what, String reason) {
    failures.put(what, reason);
  }

  List<Entry> entries() {
    return entries;
  }

  Map<String, String> failures() {
    return failures;
  }

  Optional<Statistics> of(String candidate, Figure figure) {
    List<Double> values =
        entries.stream()
            .filter(entry -> entry.candidate().equals(candidate))
            .flatMap(entry -> Optional.ofNullable(entry.sample().figures().get(figure)).stream())
            .toList();
    return values.isEmpty() ? Optional.empty() : Optional.of(Statistics.of(values));
  }

  /// Runs that stayed disturbed when repeated; they count all the same.
  long disturbed() {
    return entries.stream().filter(entry -> entry.sample().disturbed()).count();
  }
}
