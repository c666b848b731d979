package hawser.linux;

import java.lang.foreign.Arena;
import java.nio.file.Path;

/// Moves the calling thread between network namespaces, network_namespaces(7). Sockets and devices
/// stay in the namespace they were opened in; threads started later inherit it.
///
/// Only for platform threads: a virtual one would take its carrier along, and is refused.
public final class NetworkNamespace {
  private static final int CLONE_NEWNET = 0x40000000;

  private NetworkNamespace() {}

  /// Enters a new, empty namespace that vanishes with its last thread, socket and device.
  public static void unshare() throws OsException {
    requirePlatformThread();
    Descriptor.check("unshare", Libc.unshare(Libc.errno(Arena.ofAuto()), CLONE_NEWNET));
  }

  /// Enters the namespace of this file, such as `/run/netns/left`.
  public static void enter(Path namespace) throws OsException {
    requirePlatformThread();
    try (Descriptor file = Descriptor.file(namespace.toString(), 0)) {
      Descriptor.check("enter " + namespace, Libc.setns(file.errno, file.fd(), CLONE_NEWNET));
    }
  }

  private static void requirePlatformThread() {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException("a virtual thread has no namespace of its own");
    }
  }
}
