package hawser.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Waits until one of several descriptors can be read, or until [#wake]. Idle costs no CPU.
///
/// One thread owns it; only [#wake] may be called from others. A gateway has tens of descriptors,
/// not thousands, so this is `ppoll`.
public final class Poller implements AutoCloseable {
  private static final int POLLFD = 8;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment timeout = arena.allocate(16, 8);
  private final MemorySegment drained = arena.allocate(8, 8);
  private final MemorySegment one = arena.allocateFrom(JAVA_LONG, 1L);
  private final int wakeFd;
  private MemorySegment fds = arena.allocate(16L * POLLFD, 4);
  private int[] tokens = new int[16];
  private int count;

  public Poller() throws OsException {
    wakeFd = Libc.check(Libc.eventfd(), "eventfd");
    add(wakeFd, -1);
  }

  /// Watches `fd`; [#await] reports `token` for it.
  public void add(int fd, int token) {
    if (count == tokens.length) {
      tokens = Arrays.copyOf(tokens, count * 2);
      MemorySegment larger = arena.allocate((long) tokens.length * POLLFD, 4);
      larger.copyFrom(fds);
      fds = larger;
    }
    fds.set(JAVA_INT, (long) count * POLLFD, fd);
    fds.set(JAVA_SHORT, (long) count * POLLFD + 4, (short) Libc.POLLIN);
    tokens[count++] = token;
  }

  public void remove(int fd) {
    for (int i = 0; i < count; i++) {
      if (fds.get(JAVA_INT, (long) i * POLLFD) == fd) {
        count--;
        MemorySegment.copy(fds, (long) count * POLLFD, fds, (long) i * POLLFD, POLLFD);
        tokens[i] = tokens[count];
        return;
      }
    }
  }

  /// Waits at most `nanos`, for ever when negative. Stores the tokens of readable descriptors and
  /// returns how many; a wake-up or a time-out gives 0.
  public int await(long nanos, int[] ready) {
    MemorySegment limit = MemorySegment.NULL;
    if (nanos >= 0) {
      timeout.set(JAVA_LONG, 0, nanos / 1_000_000_000L);
      timeout.set(JAVA_LONG, 8, nanos % 1_000_000_000L);
      limit = timeout;
    }
    if (Libc.ppoll(fds, count, limit) <= 0) {
      return 0;
    }
    int found = 0;
    for (int i = 0; i < count && found < ready.length; i++) {
      if (fds.get(JAVA_SHORT, (long) i * POLLFD + 6) != 0) {
        if (tokens[i] == -1) {
          int ignored = Libc.read(wakeFd, drained, 8);
        } else {
          ready[found++] = tokens[i];
        }
      }
    }
    return found;
  }

  /// Ends the wait of the owner, now or the next one. From any thread.
  public void wake() {
    int ignored = Libc.write(wakeFd, one, 8);
  }

  @Override
  public void close() {
    int ignored = Libc.close(wakeFd);
    arena.close();
  }
}
