package hawser.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hawser.net.Endpoint;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class OsExceptionTest {
  @Test
  void names_the_call_its_object_and_the_reason() throws Exception {
    try (DatagramSocket taken =
        new DatagramSocket(
            new InetSocketAddress(InetAddress.getByAddress(Namespace.LOOPBACK.toBytes()), 0))) {
      Endpoint endpoint = new Endpoint(Namespace.LOOPBACK, taken.getLocalPort());
      OsException e =
          assertThrows(OsException.class, () -> UdpSocket.open(endpoint, Optional.empty()));
      assertEquals("bind " + endpoint + ": Address already in use", e.getMessage());
      assertEquals("bind " + endpoint, e.call());
      assertEquals(Errno.EADDRINUSE, e.errno());
    }
  }

  @Test
  void a_device_that_is_missing_is_named() {
    Endpoint any = new Endpoint(Namespace.LOOPBACK, 0);
    OsException e =
        assertThrows(OsException.class, () -> UdpSocket.open(any, Optional.of("nowhere7")));
    assertEquals("bind to device nowhere7: No such device", e.getMessage());
  }
}
