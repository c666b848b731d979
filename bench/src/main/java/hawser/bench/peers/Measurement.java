package hawser.bench.peers;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// One run of one load through one candidate.
record Measurement(Candidate candidate, Pair pair, int seconds, List<Long> others, CTools tools) {
  /// Above this share of stolen time a run is repeated once, then marked.
  static final double MOST_STEAL = 0.02;

  /// The same for the time of programs that are not part of the run.
  static final double MOST_FOREIGN = 0.03;

  /// The figures of a run, and what disturbed it.
  ///
  /// @param steal share of the machine's time that its host gave to others
  /// @param foreign share of the machine's time that other programs used, waiting candidates among
  ///   them
  record Sample(Map<Figure, Double> figures, double steal, double foreign) {
    boolean disturbed() {
      return steal > MOST_STEAL || foreign > MOST_FOREIGN;
    }
  }

  /// @throws IOException when the load does not get through
  Sample run(Load load) throws IOException {
    CpuClock before = CpuClock.now(others);
    OtherWork workBefore = OtherWork.now();
    Map<Figure, Double> figures =
        switch (load) {
          case TCP -> tcpWithCpu();
          case TCP_BACK -> tcp(Figure.TCP_BACK, 1, Iperf.Sender.SERVER);
          case TCP4 -> tcp(Figure.TCP4, 4, Iperf.Sender.CLIENT);
          case TCP4_BACK -> tcp(Figure.TCP4_BACK, 4, Iperf.Sender.SERVER);
          case START -> fromColdStart();
          case UDP64 -> datagrams(Figure.UDP64, Datagrams.SMALL);
          case IMIX -> datagrams(Figure.IMIX, Datagrams.IMIX);
          case LATENCY -> Latency.measure(pair, seconds);
        };
    CpuClock passed = CpuClock.now(others).since(before);
    double foreign = passed.processSeconds() + OtherWork.now().secondsSince(workBefore);
    return new Sample(figures, passed.stealShare(), foreign / Math.max(0.01, passed.allSeconds()));
  }

  private Map<Figure, Double> tcp(Figure figure, int flows, Iperf.Sender sender)
      throws IOException {
    return Map.of(figure, Iperf.flows(pair, flows, sender, seconds));
  }

  private Map<Figure, Double> datagrams(Figure figure, List<String> sizes) throws IOException {
    return Map.of(figure, Datagrams.received(tools, pair, sizes, seconds));
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
