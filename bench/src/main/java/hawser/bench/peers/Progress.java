package hawser.bench.peers;

import java.time.Duration;

/// Says every two seconds what is going on, so that a silent bench is a stuck one.
final class Progress implements AutoCloseable {
  private static final long EVERY_MILLIS = 2_000;

  private final long begin = System.nanoTime();
  private volatile Duration total = Duration.ZERO;
  private volatile String doing = "starting";
  private final Thread ticker = new Thread(this::tick, "progress");

  Progress() {
    ticker.setDaemon(true);
    ticker.start();
  }

  void total(Duration expected) {
    total = expected;
  }

  void now(String text) {
    doing = text;
  }

  /// A line of its own, at once.
  void say(String text) {
    System.err.println("bench: " + text);
  }

  private void tick() {
    try {
      while (true) {
        Thread.sleep(EVERY_MILLIS); // paces the progress line; nothing waits for it
        Duration passed = Duration.ofNanos(System.nanoTime() - begin);
        System.err.println("  " + clock(passed) + " of about " + clock(total) + "  " + doing);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static String clock(Duration time) {
    return "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
  }

  @Override
  public void close() {
    ticker.interrupt();
  }
}
