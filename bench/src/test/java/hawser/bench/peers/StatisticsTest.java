package hawser.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void quartilesOfFiveAreTheSecondAndTheFourth() {
    assertEquals(new Statistics(5, 2, 3, 4), Statistics.of(List.of(5.0, 1.0, 4.0, 2.0, 3.0)));
  }

  @Test
  void quartilesLieBetweenRanks() {
    assertEquals(new Statistics(2, 1.25, 1.5, 1.75), Statistics.of(List.of(1.0, 2.0)));
  }

  @Test
  void oneSampleHasNoSpread() {
    assertEquals(new Statistics(1, 7, 7, 7), Statistics.of(List.of(7.0)));
  }

  @Test
  void theNinetyNinthOfAHundredIsAlmostTheLargest() {
    double[] sorted = new double[101];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = i;
    }
    assertEquals(99, Statistics.quantile(sorted, 0.99), 1e-9);
  }

  @Test
  void noSamplesHaveNoMedian() {
    assertThrows(IllegalArgumentException.class, () -> Statistics.of(List.of()));
  }
}
