package hawser.bench.peers;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// One run of one load through one candidate.
record Measurement(Candidate candidate, Pair pair, int seconds, List<Long> others) {
  /// The figures of a run, and what disturbed it.
  ///
  /// @param steal share of the machine's time that its host gave to others
  /// @param others share of the machine's time that the waiting candidates used
  record Sample(Map<Figure, Double> figures, double steal, double others) {}

  /// @throws IOException when the load does not get through
  Sample run(Load load) throws IOException {
    CpuClock othersBefore = CpuClock.now(others);
    Map<Figure, Double> figures =
        switch (load) {
          case TCP -> tcpWithCpu();
          case TCP_BACK -> tcp(Figure.TCP_BACK, 1, Iperf.Sender.SERVER);
          case TCP4 -> tcp(Figure.TCP4, 4, Iperf.Sender.CLIENT);
          case TCP4_BACK -> tcp(Figure.TCP4_BACK, 4, Iperf.Sender.SERVER);
          case START -> fromColdStart();
          case UDP64, IMIX, LATENCY -> Map.of();
        };
    CpuClock disturbed = CpuClock.now(others).since(othersBefore);
    double share = disturbed.processSeconds() / Math.max(0.01, disturbed.allSeconds());
    return new Sample(figures, disturbed.stealShare(), share);
  }

  private Map<Figure, Double> tcp(Figure figure, int flows, Iperf.Sender sender)
      throws IOException {
    return Map.of(figure, Iperf.flows(pair, flows, sender, seconds));
  }

  private Map<Figure, Double> tcpWithCpu() throws IOException {
    CpuClock before = CpuClock.now(pair.gatewayPids());
    double rate = Iperf.flows(pair, 1, Iperf.Sender.CLIENT, seconds);
    CpuClock used = CpuClock.now(pair.gatewayPids()).since(before);
    // iperf3 leaves the first second out of its rate but not out of what it sends.
    double gigabytes = rate / 8 * (seconds + 1);
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    figures.put(Figure.TCP, rate);
    figures.put(Figure.MACHINE_CPU, used.busySeconds() / gigabytes);
    if (!pair.gatewayPids().isEmpty()) {
      figures.put(Figure.GATEWAY_CPU, used.processSeconds() / gigabytes);
    }
    return figures;
  }

  private Map<Figure, Double> fromColdStart() throws IOException {
    pair.stopGateways();
    candidate.start(pair);
    List<Double> rates = Iperf.everySecond(pair, Load.START_SECONDS);
    if (rates.size() < Load.START_SECONDS) {
      throw new IOException("only " + rates.size() + " seconds were reported");
    }
    return Map.of(
        Figure.AFTER_2S, rates.get(2),
        Figure.AFTER_10S, rates.get(10),
        Figure.AFTER_30S, rates.get(30));
  }
}
