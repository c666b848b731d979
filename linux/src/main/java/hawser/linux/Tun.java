package hawser.linux;

import hawser.net.Batch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;

/// A TUN device: IP packets without any header in front. It vanishes when it is closed.
///
/// One thread reads, one thread writes; they may be different ones.
public final class Tun implements AutoCloseable {
  private static final long TUNSETIFF = 0x400454caL;
  private static final int IFF_TUN = 0x0001;
  private static final int IFF_NO_PI = 0x1000;
  private static final int O_RDWR = 2;
  private static final int IFNAMSIZ = 16;
  private static final int IFREQ_LENGTH = 40;

  private final Descriptor descriptor;
  private final String name;
  private final MemorySegment readErrno = Libc.errno(Arena.ofAuto());
  private final MemorySegment writeErrno = Libc.errno(Arena.ofAuto());
  private long readErrors;

  private Tun(Descriptor descriptor, String name) {
    this.descriptor = descriptor;
    this.name = name;
  }

  /// Creates the device in the network namespace of the calling thread, down and without addresses.
  /// A `%d` in the name becomes the first free number.
  public static Tun open(String name) throws OsException {
    byte[] octets = name.getBytes(StandardCharsets.US_ASCII);
    if (octets.length == 0 || octets.length >= IFNAMSIZ) {
      throw new OsException("create TUN " + name, Errno.EINVAL, "a name has 1 to 15 octets");
    }
    Descriptor descriptor = Descriptor.file("/dev/net/tun", O_RDWR | Descriptor.NONBLOCK);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(IFREQ_LENGTH, 8);
      MemorySegment.copy(octets, 0, request, ValueLayout.JAVA_BYTE, 0, octets.length);
      request.set(ValueLayout.JAVA_SHORT, IFNAMSIZ, (short) (IFF_TUN | IFF_NO_PI));
      Descriptor.check(
          "create TUN " + name, Libc.ioctl(descriptor.errno, descriptor.fd(), TUNSETIFF, request));
      return new Tun(descriptor, request.getString(0, StandardCharsets.US_ASCII));
    } catch (OsException e) {
      descriptor.close();
      throw e;
    }
  }

  public String name() {
    return name;
  }

  public int fd() {
    return descriptor.fd();
  }

  /// Appends packets to `batch` until no more wait or it is full; returns how many it read.
  ///
  /// The kernel cuts what does not fit without a word, so a packet that fills its slot to the last
  /// octet is dropped as an error: keep the MTU below [Batch#room()].
  public int read(Batch batch) {
    try {
      return readAll(batch);
    } finally {
      Reference.reachabilityFence(batch);
    }
  }

  private int readAll(Batch batch) {
    int before = batch.count;
    long base = batch.memory.address();
    int room = batch.room();
    while (!batch.isFull()) {
      int index = batch.count;
      int slot = batch.slot(index);
      int length = Libc.read(readErrno, descriptor.fd(), base + slot, room);
      if (length == -Errno.EINTR) {
        continue;
      }
      if (length <= 0) {
        if (length != -Errno.EAGAIN) {
          readErrors++;
        }
        break;
      }
      if (length == room) {
        readErrors++;
        continue;
      }
      batch.offset[index] = slot;
      batch.length[index] = length;
      batch.count = index + 1;
    }
    return batch.count - before;
  }

  /// Hands one IP packet to the kernel. Returns its length, or minus the error number: EINVAL when
  /// it is no IP packet, EIO while the device is down.
  public int write(MemorySegment memory, long offset, int length) {
    if (!memory.isNative() || offset < 0 || length < 0 || offset > memory.byteSize() - length) {
      return -Errno.EFAULT;
    }
    try {
      int result;
      do {
        result = Libc.write(writeErrno, descriptor.fd(), memory.address() + offset, length);
      } while (result == -Errno.EINTR);
      return result;
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  /// Packets that were too long and reads that failed; read by the reading thread.
  public long readErrors() {
    return readErrors;
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
