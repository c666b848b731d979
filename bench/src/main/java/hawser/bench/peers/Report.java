package hawser.bench.peers;

import hawser.bench.peers.Figure.Better;
import hawser.bench.peers.Measurement.Sample;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// The tables, in Markdown: they read well in a terminal too.
record Report(List<String> names, Results results) {
  static String oneLine(Sample sample) {
    String figures =
        sample.figures().entrySet().stream()
            .map(entry -> "  " + number(entry.getValue()) + " " + entry.getKey().unit)
            .collect(Collectors.joining());
    return sample.disturbed()
        ? figures
            + "  (disturbed: %.1f %% stolen, %.1f %% other programs)"
                .formatted(100 * sample.steal(), 100 * sample.foreign())
        : figures;
  }

  /// A table a figure; ratios are the first candidate's advantage, above 1 is better for it.
  String tables() {
    if (names.isEmpty()) {
      return "\nNothing ran.\n";
    }
    StringBuilder text = new StringBuilder();
    for (Figure figure : Figure.values()) {
      String rows = rows(figure);
      if (!rows.isEmpty()) {
        text.append("\n**%s**\n\n".formatted(figure.title));
        text.append(
            "| candidate | %s | quartiles | %s / it | spread |\n|---|---|---|---|---|\n"
                .formatted(figure.unit, names.getFirst()));
        text.append(rows);
      }
    }
    results
        .failures()
        .forEach((what, why) -> text.append("\n%s failed: %s\n".formatted(what, why)));
    return text.toString();
  }

  private String rows(Figure figure) {
    Optional<Statistics> ours = results.of(names.getFirst(), figure);
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      results.of(name, figure).ifPresent(theirs -> text.append(row(name, figure, ours, theirs)));
    }
    return text.toString();
  }

  private static String row(
      String name, Figure figure, Optional<Statistics> ours, Statistics theirs) {
    String ratio = "|";
    if (ours.isPresent()) {
      Statistics first = ours.get();
      ratio =
          figure.better == Better.HIGHER
              ? ratios(first.median() / theirs.median(), first, theirs)
              : ratios(theirs.median() / first.median(), theirs, first);
    }
    return "| %s | %s | %s – %s | %s |\n"
        .formatted(
            name, number(theirs.median()), number(theirs.lower()), number(theirs.upper()), ratio);
  }

  /// The ratio of medians, then the least and the most that the quartiles allow.
  private static String ratios(double ratio, Statistics above, Statistics below) {
    return "%s | %s – %s"
        .formatted(
            number(ratio),
            number(above.lower() / below.upper()),
            number(above.upper() / below.lower()));
  }

  /// Three digits that count.
  static String number(double value) {
    int digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
