package hawser.linux;

import hawser.offload.Gather;
import hawser.offload.VnetHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// A TUN device that carries frames: a [VnetHeader] and an IP packet, which may be a super-packet
/// of up to 64 KB where the kernel leaves segmentation to us. It vanishes when it is closed, one of
/// several queues when the last of them is.
///
/// One thread reads, one thread writes; they may be different ones.
public final class Tun implements AutoCloseable {
  private static final long TUNSETIFF = 0x400454caL;
  private static final int IFF_TUN = 0x0001;
  private static final int IFF_NO_PI = 0x1000;
  private static final int IFF_VNET_HDR = 0x4000;
  private static final int IFF_MULTI_QUEUE = 0x0100;
  private static final long TUNSETOFFLOAD = 0x400454d0L;
  private static final int CHECKSUM = 0x01;
  private static final int TCP_SEGMENTATION = 0x02 | 0x04;
  private static final int UDP_SEGMENTATION = 0x20 | 0x40; // Linux 6.2
  private static final int O_RDWR = 2;
  private static final int IFNAMSIZ = 16;
  private static final int IFREQ_LENGTH = 40;

  /// The most octets of a frame.
  public static final int MOST_FRAME = VnetHeader.LENGTH + 0xffff + 1;

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
    return open(name, 0);
  }

  /// Creates the device with `count` queues. The kernel reads a flow's packets to one queue: the
  /// one to which packets of the flow were written last.
  public static List<Tun> openQueues(String name, int count) throws OsException {
    List<Tun> queues = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        queues.add(open(i == 0 ? name : queues.getFirst().name, count > 1 ? IFF_MULTI_QUEUE : 0));
      }
      return queues;
    } catch (OsException e) {
      queues.forEach(Tun::close);
      throw e;
    }
  }

  private static Tun open(String name, int flags) throws OsException {
    byte[] octets = name.getBytes(StandardCharsets.US_ASCII);
    if (octets.length == 0 || octets.length >= IFNAMSIZ) {
      throw new OsException("create TUN " + name, Errno.EINVAL, "a name has 1 to 15 octets");
    }
    Descriptor descriptor = Descriptor.file("/dev/net/tun", O_RDWR | Descriptor.NONBLOCK);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(IFREQ_LENGTH, 8);
      MemorySegment.copy(octets, 0, request, ValueLayout.JAVA_BYTE, 0, octets.length);
      request.set(
          ValueLayout.JAVA_SHORT, IFNAMSIZ, (short) (IFF_TUN | IFF_NO_PI | IFF_VNET_HDR | flags));
      Descriptor.check(
          "create TUN " + name, Libc.ioctl(descriptor.errno, descriptor.fd(), TUNSETIFF, request));
      offload(descriptor);
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

  /// Reads one frame to `at`; returns its octets, or 0 when none waits or the read failed.
  ///
  /// @param room octets; [#MOST_FRAME] always suffice
  public int read(MemorySegment memory, long at, int room) {
    Objects.checkFromIndexSize(at, room, memory.byteSize());
    try {
      int length;
      do {
        length = Libc.read(readErrno, descriptor.fd(), memory.address() + at, room);
      } while (length == -Errno.EINTR);
      if (length < 0) {
        if (length != -Errno.EAGAIN) {
          readErrors++;
        }
        return 0;
      }
      return length;
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  /// Hands one frame to the kernel. Returns its octets, or minus the error number: EINVAL when it
  /// holds no IP packet, EIO while the device is down. Whose memory the pieces are keeps it alive.
  public int write(Gather frame) {
    int result;
    do {
      result = Libc.writev(writeErrno, descriptor.fd(), frame.vectors().address(), frame.count());
    } while (result == -Errno.EINTR);
    return result;
  }

  private static void offload(Descriptor descriptor) throws OsException {
    int[] preferences = {
      CHECKSUM | TCP_SEGMENTATION | UDP_SEGMENTATION, CHECKSUM | TCP_SEGMENTATION, CHECKSUM
    };
    int result = 0;
    for (int flags : preferences) {
      result =
          Libc.ioctl(
              descriptor.errno, descriptor.fd(), TUNSETOFFLOAD, MemorySegment.ofAddress(flags));
      if (result >= 0) {
        return;
      }
    }
    Descriptor.check("TUN offload", result);
  }

  /// Reads that failed; read by the reading thread.
  public long readErrors() {
    return readErrors;
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
