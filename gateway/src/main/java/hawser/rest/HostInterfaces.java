package hawser.rest;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The network devices of this host with their counters, as `monitor/system/interface` shows them.
final class HostInterfaces {
  private static final Path CLASS = Path.of("/sys/class/net");

  Map<String, Object> read(String wanted) throws RestException {
    Map<String, Object> all = new LinkedHashMap<>();
    try {
      for (NetworkInterface device : NetworkInterface.networkInterfaces().toList()) {
        if (wanted.isEmpty() || wanted.equals(device.getName())) {
          all.put(device.getName(), one(device));
        }
      }
    } catch (SocketException e) {
      throw new RestException(500, -1, "", "the interfaces cannot be read");
    }
    return all;
  }

  private static Map<String, Object> one(NetworkInterface device) throws SocketException {
    String name = device.getName();
    Optional<InterfaceAddress> address =
        device.getInterfaceAddresses().stream()
            .filter(a -> a.getAddress() instanceof Inet4Address)
            .findFirst();
    byte[] mac = device.getHardwareAddress();
    long speed = Math.max(0, number(name, "speed"));
    return Json.object(
        "id", name,
        "name", name,
        "alias", "",
        "mac", mac == null ? "00:00:00:00:00:00" : HexFormat.ofDelimiter(":").formatHex(mac),
        "ip", address.map(a -> a.getAddress().getHostAddress()).orElse("0.0.0.0"),
        "mask", address.map(a -> (int) a.getNetworkPrefixLength()).orElse(0),
        "link", device.isUp() && number(name, "carrier") == 1,
        "speed", (double) speed,
        "duplex", text(name, "duplex").equals("full") ? 1 : 0,
        "tx_packets", number(name, "statistics/tx_packets"),
        "rx_packets", number(name, "statistics/rx_packets"),
        "tx_bytes", number(name, "statistics/tx_bytes"),
        "rx_bytes", number(name, "statistics/rx_bytes"),
        "tx_errors", number(name, "statistics/tx_errors"),
        "rx_errors", number(name, "statistics/rx_errors"));
  }

  private static long number(String device, String file) {
    try {
      return Long.parseLong(text(device, file));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /// Some of these cannot be read while a device is down.
  private static String text(String device, String file) {
    try {
      return Files.readString(CLASS.resolve(device).resolve(file)).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
