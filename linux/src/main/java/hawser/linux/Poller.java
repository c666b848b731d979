package hawser.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Waits for descriptors to become readable (epoll, level-triggered). Belongs to one thread; only
/// [#wake()] may be called from others.
public final class Poller implements AutoCloseable {
  private static final int EPOLLIN = 1;
  private static final int CTL_ADD = 1;
  private static final int CTL_DEL = 2;
  private static final int MAX_EVENTS = 64;

  /// No token: tokens are ints.
  private static final long WAKE = 1L << 32;

  /// `struct epoll_event` is packed on x86-64 only.
  private static final int DATA = System.getProperty("os.arch").equals("amd64") ? 4 : 8;

  private static final int EVENT = DATA + 8;

  private final Descriptor epoll;
  private final Descriptor event;
  private final MemorySegment events = Arena.ofAuto().allocate((long) MAX_EVENTS * EVENT, 8);
  private final MemorySegment timespec = Arena.ofAuto().allocate(16, 8);
  private final MemorySegment counter = Arena.ofAuto().allocate(8, 8);

  // Guarded by this.
  private final MemorySegment one = Arena.ofAuto().allocate(8, 8);
  private final MemorySegment wakeErrno = Libc.errno(Arena.ofAuto());

  private Poller(Descriptor epoll, Descriptor event) {
    this.epoll = epoll;
    this.event = event;
    one.set(ValueLayout.JAVA_LONG, 0, 1L);
  }

  public static Poller open() throws OsException {
    Descriptor epoll = Descriptor.epoll();
    try {
      Poller poller = new Poller(epoll, Descriptor.event());
      poller.add(poller.event.fd(), WAKE);
      return poller;
    } catch (OsException e) {
      epoll.close();
      throw e;
    }
  }

  /// From now on [#await] reports `token` while `fd` is readable or broken.
  public void add(int fd, int token) throws OsException {
    add(fd, token & 0xffffffffL);
  }

  public void remove(int fd) throws OsException {
    Descriptor.check(
        "epoll_ctl remove " + fd,
        Libc.epollCtl(epoll.errno, epoll.fd(), CTL_DEL, fd, MemorySegment.NULL));
  }

  /// Waits until something is readable, a wake-up comes or the time is over (never when negative).
  /// Fills `tokens` from the front and returns how many there are; 0 also after a wake-up or a
  /// signal.
  public int await(long timeoutNanos, int[] tokens) {
    long time = 0;
    if (timeoutNanos >= 0) {
      timespec.set(ValueLayout.JAVA_LONG, 0, timeoutNanos / 1_000_000_000L);
      timespec.set(ValueLayout.JAVA_LONG, 8, timeoutNanos % 1_000_000_000L);
      time = timespec.address();
    }
    // One more than tokens, for the wake-up.
    int room = Math.min(MAX_EVENTS, tokens.length + 1);
    int ready = Libc.epollWait(epoll.errno, epoll.fd(), events.address(), room, time);
    int count = 0;
    for (int i = 0; i < ready; i++) {
      long data = events.get(ValueLayout.JAVA_LONG_UNALIGNED, (long) i * EVENT + DATA);
      if (data == WAKE) {
        Libc.read(epoll.errno, event.fd(), counter.address(), Long.BYTES);
      } else if (count < tokens.length) { // else it is still ready next time
        tokens[count++] = (int) data;
      }
    }
    return count;
  }

  /// Ends the current or the next [#await]. Any thread; nothing happens once closed.
  public synchronized void wake() {
    Libc.write(wakeErrno, event.fd(), one.address(), Long.BYTES);
  }

  @Override
  public synchronized void close() {
    event.close();
    epoll.close();
  }

  private void add(int fd, long data) throws OsException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment interest = arena.allocate(EVENT, 8);
      interest.set(ValueLayout.JAVA_INT, 0, EPOLLIN);
      interest.set(ValueLayout.JAVA_LONG_UNALIGNED, DATA, data);
      Descriptor.check(
          "epoll_ctl add " + fd, Libc.epollCtl(epoll.errno, epoll.fd(), CTL_ADD, fd, interest));
    }
  }
}
