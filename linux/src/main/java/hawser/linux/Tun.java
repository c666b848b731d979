package hawser.linux;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import hawser.net.Batch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// A TUN device: the kernel routes packets into it, and what is written comes out of it.
///
/// Not persistent: the device goes when the process does. Owned by one thread once it is read.
public final class Tun implements AutoCloseable {
  private static final long TUNSETIFF = 0x400454caL;
  private static final int IFF_TUN = 0x0001;
  private static final int IFF_NO_PI = 0x1000;
  private static final int IFNAMSIZ = 16;

  private final String name;
  private final int fd;

  private Tun(String name, int fd) {
    this.name = name;
    this.fd = fd;
  }

  /// Makes the device, in state down.
  ///
  /// @throws OsException when the name is taken or `/dev/net/tun` may not be used
  public static Tun open(String name) throws OsException {
    byte[] octets = name.getBytes(StandardCharsets.UTF_8);
    if (octets.length == 0 || octets.length >= IFNAMSIZ) {
      throw new OsException("a device name has 1 to 15 octets: " + name);
    }
    try (Arena arena = Arena.ofConfined()) {
      int fd =
          Libc.check(
              Libc.open(
                  arena.allocateFrom("/dev/net/tun"),
                  Libc.O_RDWR | Libc.O_NONBLOCK | Libc.O_CLOEXEC),
              "open /dev/net/tun (is the tun module loaded, and may this user open it?)");
      MemorySegment request = arena.allocate(40, 8);
      request.setString(0, name);
      request.set(JAVA_SHORT, IFNAMSIZ, (short) (IFF_TUN | IFF_NO_PI));
      int result = Libc.ioctl(fd, TUNSETIFF, request);
      if (result < 0) {
        int ignored = Libc.close(fd);
        throw new OsException("make TUN device " + name, -result);
      }
      return new Tun(name, fd);
    }
  }

  public String name() {
    return name;
  }

  public int fd() {
    return fd;
  }

  /// Appends waiting packets to the batch, one slot each. Returns how many.
  public int read(Batch batch) {
    int first = batch.count;
    while (!batch.isFull()) {
      int slot = batch.slot(batch.count);
      int length = Libc.read(fd, batch.memory.asSlice(slot), batch.room());
      if (length <= 0) {
        break;
      }
      batch.offset[batch.count] = slot;
      batch.length[batch.count] = length;
      batch.count++;
    }
    return batch.count - first;
  }

  /// Hands one packet to the kernel. Returns its length, or minus `errno`.
  public int write(MemorySegment memory, long offset, int length) {
    return Libc.write(fd, memory.asSlice(offset, length), length);
  }

  @Override
  public void close() {
    int ignored = Libc.close(fd);
  }
}
