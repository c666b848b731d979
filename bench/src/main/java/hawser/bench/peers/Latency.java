package hawser.bench.peers;

import hawser.bench.peers.Iperf.Sender;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Round trips of a probe of 100 packets a second: alone, and beside one bulk flow.
final class Latency {
  private static final Pattern TIME = Pattern.compile("time=([0-9.]+) ms");

  /// What a lost probe counts as: the longest that ping waits.
  private static final double LOST_MILLIS = 1_000;

  private Latency() {}

  static Map<Figure, Double> measure(Pair pair, int seconds) throws IOException {
    double idle = p99(pair, seconds);
    CompletableFuture<Double> flow =
        CompletableFuture.supplyAsync(() -> bulk(pair, seconds + 2), Thread::startVirtualThread);
    double loaded;
    try {
      TimeUnit.SECONDS.sleep(1);
      loaded = p99(pair, seconds);
      flow.get(seconds + 30L, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the bulk flow failed: " + e.getMessage(), e);
    }
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    figures.put(Figure.IDLE_P99, idle);
    figures.put(Figure.LOADED_P99, loaded);
    figures.put(Figure.LATENCY_GROWTH, loaded / idle);
    return figures;
  }

  private static double bulk(Pair pair, int seconds) {
    try {
      return Iperf.flows(pair, 1, Sender.CLIENT, seconds);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static double p99(Pair pair, int seconds) throws IOException {
    int count = seconds * 100;
    String ping =
        "ping -i 0.01 -W 1 -c %d -I %s %s".formatted(count, Side.CLIENT.inside, Side.SERVER.inside);
    // ping fails when a packet is lost; that is a result here.
    String text =
        pair.in(
            Side.CLIENT,
            Duration.ofSeconds(seconds * 2L + 10),
            List.of("sh", "-c", ping + " || true"));
    double[] times = new double[count];
    Arrays.fill(times, LOST_MILLIS);
    Matcher time = TIME.matcher(text);
    for (int i = 0; i < count && time.find(); i++) {
      times[i] = Double.parseDouble(time.group(1));
    }
    Arrays.sort(times);
    return Statistics.quantile(times, 0.99);
  }
}
