package hawser.bench.peers;

import hawser.bench.peers.Measurement.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Starts every candidate, warms it up, and measures them in turn, round after round.
final class Run implements AutoCloseable {
  private static final int OTHER_WARM_UP = 4;

  private final Options options;
  private final Candidates candidates;
  private final Progress progress;
  private final Path work;
  private final Map<Candidate, Pair> running = new LinkedHashMap<>();
  private final Results results = new Results();
  private int pairs;
  private boolean closed;

  Run(Options options, Candidates candidates, Progress progress, Path work) {
    this.options = options;
    this.candidates = candidates;
    this.progress = progress;
    this.work = work;
  }

  Results all(List<Candidate> present) {
    Set<Load> loads = options.tests.orElse(EnumSet.allOf(Load.class));
    Duration total = expected(present, loads);
    progress.total(total);
    progress.say(
        present.size()
            + " candidates, "
            + options.rounds
            + " rounds of "
            + options.seconds
            + " s: about "
            + Progress.clock(total));
    for (Candidate candidate : present) {
      start(candidate, loads);
    }
    for (int round = 1; round <= options.rounds; round++) {
      for (Load load : loads) {
        for (Candidate candidate : List.copyOf(running.keySet())) {
          if (candidates.takes(candidate, load)) {
            measure(candidate, load, round);
          }
        }
      }
    }
    return results;
  }

  private Duration expected(List<Candidate> present, Set<Load> loads) {
    int seconds = 0;
    for (Candidate candidate : present) {
      seconds += 3;
      for (Load load : loads) {
        seconds += candidates.takes(candidate, load) ? warmUp(candidate, load) : 0;
        seconds +=
            candidates.takes(candidate, load) ? options.rounds * load.duration(options.seconds) : 0;
      }
    }
    return Duration.ofSeconds(seconds);
  }

  /// How long a load runs unmeasured first: a JIT compiler needs the whole time for the first load,
  /// and a few seconds for what others do differently.
  private int warmUp(Candidate candidate, Load load) {
    if (candidate.warmth() == Candidate.Warmth.NATIVE) {
      return 0;
    }
    return switch (load) {
      case TCP -> options.warm;
      case TCP_BACK, TCP4, TCP4_BACK, UDP64, IMIX -> Math.min(options.warm, OTHER_WARM_UP);
      case LATENCY, START -> 0;
    };
  }

  private void warmUp(Candidate candidate, Pair pair, Set<Load> loads) throws IOException {
    for (Load load : loads) {
      int seconds = warmUp(candidate, load);
      if (seconds > 0 && candidates.takes(candidate, load)) {
        progress.now("warming up " + candidate.name() + " " + load.label());
        Measurement measurement =
            new Measurement(candidate, pair, seconds, List.of(), candidates.tools());
        Sample ignored = measurement.run(load);
      }
    }
  }

  private void start(Candidate candidate, Set<Load> loads) {
    progress.now("starting " + candidate.name());
    try {
      Pair pair = pair(candidate);
      pair.build(candidate.links());
      if (options.noUdpOffload) {
        pair.offload("tx-udp-segmentation", "off", candidate.links());
      }
      candidate.start(pair);
      warmUp(candidate, pair, loads);
    } catch (IOException e) {
      results.failed("starting " + candidate.name(), String.valueOf(e.getMessage()));
      progress.say(candidate.name() + " does not run: " + e.getMessage());
      synchronized (running) {
        Pair pair = running.remove(candidate);
        if (pair != null) {
          pair.close();
        }
      }
    }
  }

  private Pair pair(Candidate candidate) throws IOException {
    synchronized (running) {
      if (closed) {
        throw new IOException("the run ends");
      }
      int number = ++pairs;
      Pair pair = new Pair(number, work.resolve("pair-" + number));
      running.put(candidate, pair);
      return pair;
    }
  }

  private void measure(Candidate candidate, Load load, int round) {
    String what = "round " + round + " " + candidate.name() + " " + load.label();
    Pair pair = running.get(candidate);
    if (pair == null) {
      return;
    }
    List<Long> others = new ArrayList<>();
    running.values().stream()
        .filter(other -> other != pair)
        .forEach(other -> others.addAll(other.gatewayPids()));
    Measurement measurement =
        new Measurement(candidate, pair, options.seconds, others, candidates.tools());
    try {
      Sample sample = whenQuiet(measurement, load, what);
      if (sample.disturbed() && !options.busy) {
        progress.say(what + Report.oneLine(sample) + ": once more");
        sample = whenQuiet(measurement, load, what);
      }
      results.add(new Results.Entry(candidate.name(), load, round, sample));
      progress.say(what + Report.oneLine(sample));
    } catch (IOException e) {
      results.failed(candidate.name() + " " + load.label(), String.valueOf(e.getMessage()));
      progress.say(what + " failed: " + e.getMessage());
    }
  }

  private Sample whenQuiet(Measurement measurement, Load load, String what) throws IOException {
    if (!options.busy) {
      progress.now(what + ", waiting for other programs");
      OtherWork.awaitQuiet();
    }
    progress.now(what);
    return measurement.run(load);
  }

  @Override
  public void close() {
    synchronized (running) {
      closed = true;
      running.values().forEach(Pair::close);
      running.clear();
    }
  }
}
