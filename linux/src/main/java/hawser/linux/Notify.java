package hawser.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// Tells the service manager how the service is: sd_notify(3).
///
/// ```
/// sockaddr_un  0 family  2 path, up to 108 octets; an abstract one starts with a zero octet
/// ```
public final class Notify {
  private static final int AF_UNIX = 1;
  private static final int PATH = 2;
  private static final int MAX_PATH = 108;

  private Notify() {}

  /// Sends for example `READY=1` or `WATCHDOG=1`. Does nothing when no one asked to be told. A
  /// failure is not reported: the manager that misses the message says so itself.
  public static void send(String state) {
    String socket = System.getenv("NOTIFY_SOCKET");
    if (socket == null || socket.isEmpty()) {
      return;
    }
    try {
      send(socket, state);
    } catch (OsException _) {
      return;
    }
  }

  static void send(String socket, String state) throws OsException {
    byte[] path = socket.getBytes(StandardCharsets.UTF_8);
    if (path.length == 0 || path.length > MAX_PATH) {
      throw new OsException("notify " + socket, Errno.EINVAL);
    }
    if (path[0] == '@') {
      path[0] = 0;
    }
    try (Descriptor descriptor =
            Descriptor.socket("notify socket", AF_UNIX, Descriptor.SOCK_DGRAM, 0);
        Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(PATH + MAX_PATH, 8);
      name.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(path, 0, name, ValueLayout.JAVA_BYTE, PATH, path.length);
      MemorySegment data =
          arena.allocateFrom(ValueLayout.JAVA_BYTE, state.getBytes(StandardCharsets.UTF_8));
      Descriptor.check(
          "notify " + socket,
          Libc.sendto(descriptor.errno, descriptor.fd(), data, name, PATH + path.length));
    }
  }
}
