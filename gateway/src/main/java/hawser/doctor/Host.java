package hawser.doctor;

import hawser.linux.Capabilities;
import hawser.linux.Capabilities.Capability;
import hawser.linux.NfTables;
import hawser.linux.OsException;
import hawser.linux.Sysctl;
import hawser.linux.Tun;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// The checks of the machine. Each leaves it as it was.
public final class Host {
  private static final Path TUN = Path.of("/dev/net/tun");
  private static final int OLDEST_JAVA = 25;
  private static final String RIGHTS =
      "sudo setpriv --reuid=$USER --regid=$(id -g) --init-groups"
          + " --inh-caps=+net_admin,+net_raw,+net_bind_service"
          + " --ambient-caps=+net_admin,+net_raw,+net_bind_service ./hawser run ...";

  private Host() {}

  static Finding java() {
    String version = Runtime.version().toString();
    return Runtime.version().feature() >= OLDEST_JAVA
        ? Finding.ok("java", version)
        : Finding.failed(
            "java", version + " is too old", "sudo apt-get install openjdk-25-jdk-headless");
  }

  /// Whether this user may open the device that makes TUN devices.
  public static Finding tunDevice() {
    if (!Files.exists(TUN)) {
      return Finding.failed("tun", TUN + " is not there", "sudo modprobe tun");
    }
    if (!Files.isReadable(TUN) || !Files.isWritable(TUN)) {
      return Finding.failed("tun", TUN + ": permission denied", "sudo chmod 0666 " + TUN);
    }
    return Finding.ok("tun", TUN + " can be opened");
  }

  /// Makes a TUN device for a moment: the kernel may lack the driver behind the node.
  static Finding tunDriver() {
    try (Tun tun = Tun.open("hawser%d")) {
      return Finding.ok("tun-driver", "made " + tun.name() + " and removed it");
    } catch (OsException e) {
      return Finding.failed("tun-driver", String.valueOf(e.getMessage()), "sudo modprobe tun");
    }
  }

  static Finding capability(Capability capability) {
    String name = "cap_" + capability.name().toLowerCase(Locale.ROOT);
    try {
      return Capabilities.has(capability)
          ? Finding.ok(name, "is held")
          : Finding.failed(name, "is not held", RIGHTS);
    } catch (IOException e) {
      return Finding.failed(
          name, "cannot be read: " + e.getMessage(), "sudo mount -t proc proc /proc");
    }
  }

  static Finding nftables() {
    try {
      String _ = NfTables.run("list tables");
      return Finding.ok("nftables", "libnftables and the kernel answer");
    } catch (OsException e) {
      String message = String.valueOf(e.getMessage());
      boolean missing = message.contains("install package");
      return Finding.failed(
          "nftables",
          message,
          missing ? "sudo apt-get install libnftables1" : "sudo modprobe nf_tables");
    }
  }

  /// The daemon switches it on itself where it may.
  static Finding forwarding() {
    try {
      boolean on = Sysctl.read("net.ipv4.ip_forward").equals("1");
      boolean writable = Files.isWritable(Path.of("/proc/sys/net/ipv4/ip_forward"));
      if (on || writable) {
        return Finding.ok("ip_forward", on ? "is on" : "is off; the daemon switches it on");
      }
      return Finding.failed("ip_forward", "is off", "sudo sysctl -w net.ipv4.ip_forward=1");
    } catch (IOException e) {
      return Finding.failed(
          "ip_forward", String.valueOf(e.getMessage()), "sudo sysctl -w net.ipv4.ip_forward=1");
    }
  }

  /// Another IKE daemon usually holds the port on all addresses.
  static Finding port(int number) {
    String name = "udp-" + number;
    try (DatagramSocket _ = new DatagramSocket(number)) {
      return Finding.ok(name, "is free");
    } catch (SocketException e) {
      return Finding.failed(
          name, String.valueOf(e.getMessage()), "sudo ss -lunp 'sport = :" + number + "'");
    }
  }
}
