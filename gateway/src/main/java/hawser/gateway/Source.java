package hawser.gateway;

import java.util.function.IntSupplier;

/// A descriptor that a worker serves: whose it is, what to do when it is readable, and whether it
/// is waited for or looked at by the clock.
///
/// Packets that come one by one, and many of them, would wake the worker for each, and each would
/// be a write of its own to the TUN device and an answer of its own. So a socket that brings more
/// than [#BUSY] of them in a [#WINDOW_NANOS] is left alone for [#PAUSE_NANOS] at a time until a
/// look finds nothing: what a driver does with its interrupts. A conversation never comes near that
/// rate, so it never waits.
final class Source {
  private static final long WINDOW_NANOS = 1_000_000;

  /// At full length, some 450 Mb/s.
  private static final int BUSY = 40;

  private static final long PAUSE_NANOS = 100_000;

  final Object owner;
  final int fd;
  final int token;
  private final IntSupplier work;
  private final int most;
  private long windowStart;
  private int inWindow;
  private boolean busy;
  private boolean paused;
  private long due;

  /// @param work returns how many packets came one by one, 0 when they came joined
  /// @param most packets that `work` takes at once
  Source(Object owner, int fd, int token, int most, IntSupplier work, long now) {
    this.owner = owner;
    this.fd = fd;
    this.token = token;
    this.most = most;
    this.work = work;
    this.windowStart = now;
  }

  /// Does the work, and decides whether the next time is at [#due] or when the descriptor is
  /// readable.
  void serve(long now) {
    int packets = work.getAsInt();
    if (now - windowStart >= WINDOW_NANOS) {
      busy = inWindow >= BUSY && now - windowStart < 2 * WINDOW_NANOS;
      windowStart = now;
      inWindow = 0;
    }
    inWindow += packets;
    paused = busy && packets > 0;
    due = packets >= most ? now : now + PAUSE_NANOS;
  }

  /// True while the clock says when to serve it.
  boolean isPaused() {
    return paused;
  }

  long due() {
    return due;
  }
}
