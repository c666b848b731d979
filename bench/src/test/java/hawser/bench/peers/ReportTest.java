package hawser.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.bench.peers.Measurement.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private final Results results = new Results();

  private void sample(String candidate, Figure figure, double value) {
    Sample sample = new Sample(Map.of(figure, value), 0, 0);
    results.add(new Results.Entry(candidate, Load.TCP, 1, sample));
  }

  @Test
  void aRatioOfRatesIsOursOverTheirs() {
    sample("hawser", Figure.TCP, 8);
    sample("peer", Figure.TCP, 2);
    assertTrue(tables().contains("| peer | 2.00 | 2.00 – 2.00 | 4.00 | 4.00 – 4.00 |"), tables());
  }

  @Test
  void aRatioOfCostsIsTheirsOverOurs() {
    sample("hawser", Figure.GATEWAY_CPU, 2);
    sample("peer", Figure.GATEWAY_CPU, 3);
    assertTrue(tables().contains("| peer | 3.00 | 3.00 – 3.00 | 1.50 | 1.50 – 1.50 |"), tables());
  }

  @Test
  void theSpreadOfARatioIsWhatTheQuartilesAllow() {
    for (double rate : new double[] {8, 9, 10, 11, 12}) {
      sample("hawser", Figure.TCP, rate);
      sample("peer", Figure.TCP, rate / 10);
    }
    assertTrue(tables().contains("| 10.0 | 8.18 – 12.2 |"), tables());
  }

  @Test
  void whatTheFirstDidNotMeasureHasNoRatio() {
    sample("peer", Figure.UDP64, 3);
    assertTrue(tables().contains("| peer | 3.00 | 3.00 – 3.00 | | |"), tables());
  }

  @Test
  void onlyTheBlockOfADocumentIsReplaced(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("page.md");
    Files.writeString(
        file, "before\n<!-- begin b: made by hawser bench -->\nold\n<!-- end b -->\nafter\n");
    Machine machine = new Machine("cpu", 2, "6", "25");
    new Outcome("./hawser bench", machine, Map.of(), Map.of(), results).writeBlock(file, "b");
    String text = Files.readString(file);
    assertTrue(text.startsWith("before\n<!-- begin b"), text);
    assertTrue(text.endsWith("<!-- end b -->\nafter\n"), text);
    assertTrue(text.contains("./hawser bench") && !text.contains("old"), text);
  }

  @Test
  void jsonEscapesWhatItMust() {
    assertEquals("{\"a\":[1,\n\"\\\"\\\\\\u000a\"]}", Json.of(Map.of("a", List.of(1, "\"\\\n"))));
  }

  private String tables() {
    return new Report(List.of("hawser", "peer"), results).tables();
  }
}
