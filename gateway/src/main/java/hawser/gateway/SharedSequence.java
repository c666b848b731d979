package hawser.gateway;

import hawser.esp.SequenceBlocks;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/// The sequence numbers of one outbound SA that several workers send on.
///
/// A receiver drops what is left of its replay window, so no number may grow old between its block
/// and the wire, however long its worker sleeps:
///
/// ```
///                oldest taken, not sent                  taken
///  ────────────────────┼───────────────────────────────────┼──▶
///                      └── at most MOST_AHEAD, then others wait
/// ```
///
/// What a batch leaves of a block goes back, or is skipped when another block follows.
final class SharedSequence {
  /// A quarter of our own window. One block for each worker may come on top.
  static final int MOST_AHEAD = 512;

  private static final Duration PATIENCE = Duration.ofMillis(5);
  private static final long PAUSE_NANOS = 20_000;
  private static final long NOTHING = Long.MAX_VALUE;

  /// Two cache lines, in longs: workers do not share one.
  private static final int STRIDE = 16;

  private final AtomicLong taken = new AtomicLong();
  private final AtomicLongArray unsent;
  private final long patience;

  SharedSequence(int workers) {
    this(workers, PATIENCE);
  }

  /// @param patience how long a worker waits for one that is behind: that one's packets may be lost
  ///   then, but nothing stands still
  SharedSequence(int workers, Duration patience) {
    this.unsent = new AtomicLongArray(workers * STRIDE);
    this.patience = patience.toNanos();
    for (int worker = 0; worker < workers; worker++) {
      unsent.set(worker * STRIDE, NOTHING);
    }
  }

  /// The part of one worker.
  Share share(int worker) {
    return new Share(worker * STRIDE);
  }

  /// The last number of all blocks taken.
  long taken() {
    return taken.get();
  }

  /// What one worker takes and gives back.
  final class Share implements SequenceBlocks {
    private final int place;

    private Share(int place) {
      this.place = place;
    }

    @Override
    public long take() {
      long mine = unsent.getPlain(place);
      if (mine == NOTHING) {
        mine = taken.get(); // at most what will be taken, and published before
        unsent.set(place, mine);
      }
      if (isAheadOfOlder(mine)) {
        await(mine);
      }
      return taken.getAndAdd(LENGTH);
    }

    @Override
    public void giveBack(long used, long end) {
      boolean _ = taken.compareAndSet(end, used);
    }

    @Override
    public void sent() {
      unsent.setRelease(place, NOTHING);
    }

    @Override
    public void jumpTo(long sequence) {
      long _ = taken.accumulateAndGet(sequence, Math::max);
    }

    private void await(long mine) {
      long start = System.nanoTime();
      do {
        LockSupport.parkNanos(PAUSE_NANOS);
        if (System.nanoTime() - start >= patience) {
          giveUp(mine);
        }
      } while (isAheadOfOlder(mine));
    }

    private boolean isAheadOfOlder(long mine) {
      long bound = bound(mine);
      for (int i = 0; i < unsent.length(); i += STRIDE) {
        if (unsent.get(i) < bound) {
          return true;
        }
      }
      return false;
    }

    /// Who was waited for in vain is not waited for again.
    private void giveUp(long mine) {
      long bound = bound(mine);
      for (int i = 0; i < unsent.length(); i += STRIDE) {
        long behind = unsent.get(i);
        if (behind < bound) {
          boolean _ = unsent.compareAndSet(i, behind, NOTHING);
        }
      }
    }

    /// Numbers below are to be waited for: only those of older workers, so that the oldest of all
    /// waits for nobody, and somebody always moves.
    private long bound(long mine) {
      return Math.min(mine, taken.get() - MOST_AHEAD);
    }
  }
}
