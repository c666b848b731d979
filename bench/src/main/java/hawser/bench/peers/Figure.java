package hawser.bench.peers;

/// What is measured, in the order of the report.
enum Figure {
  TCP("one TCP flow", "Gb/s", Better.HIGHER),
  TCP_BACK("one TCP flow, from the server", "Gb/s", Better.HIGHER),
  TCP4("four TCP flows", "Gb/s", Better.HIGHER),
  TCP4_BACK("four TCP flows, from the server", "Gb/s", Better.HIGHER),
  GATEWAY_CPU("CPU of both gateways, one TCP flow", "s/GB", Better.LOWER),
  MACHINE_CPU("CPU of the machine, one TCP flow", "s/GB", Better.LOWER),
  UDP64("UDP of 64 bytes, received", "kpps", Better.HIGHER),
  IMIX("UDP of 7 x 40, 4 x 576, 1 x 1400 bytes, received", "kpps", Better.HIGHER),
  IDLE_P99("p99 round trip, idle", "ms", Better.LOWER),
  LOADED_P99("p99 round trip during one TCP flow", "ms", Better.LOWER),
  LATENCY_GROWTH("p99 round trip, loaded / idle", "x", Better.LOWER),
  AFTER_2S("one TCP flow, 2 s after start", "Gb/s", Better.HIGHER),
  AFTER_10S("one TCP flow, 10 s after start", "Gb/s", Better.HIGHER),
  AFTER_30S("one TCP flow, 30 s after start", "Gb/s", Better.HIGHER);

  enum Better {
    HIGHER,
    LOWER
  }

  final String title;
  final String unit;
  final Better better;

  Figure(String title, String unit, Better better) {
    this.title = title;
    this.unit = unit;
    this.better = better;
  }
}
