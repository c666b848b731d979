package hawser.bench.peers;

import java.util.List;

/// Median and quartiles of a few samples, by linear interpolation between ranks.
record Statistics(int count, double lower, double median, double upper) {
  static Statistics of(List<Double> samples) {
    double[] sorted = samples.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Statistics(
        sorted.length, quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75));
  }

  /// The value below which a share of the sorted samples lies.
  static double quantile(double[] sorted, double share) {
    if (sorted.length == 0) {
      throw new IllegalArgumentException("no samples");
    }
    double rank = share * (sorted.length - 1);
    int below = (int) rank;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
  }
}
