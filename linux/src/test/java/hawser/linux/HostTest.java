package hawser.linux;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.linux.Capabilities.Capability;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// What the process may do, what it tells the service manager, and the kernel's parameters.
final class HostTest {
  @Test
  void capabilities_are_bits_of_the_effective_set() {
    String status = "Name:\tjava\nCapPrm:\tffffffffffffffff\nCapEff:\t0000000000001400\n";
    assertTrue(Capabilities.has(status, Capability.NET_ADMIN));
    assertTrue(Capabilities.has(status, Capability.NET_BIND_SERVICE));
    assertFalse(Capabilities.has(status, Capability.NET_RAW));
  }

  @Test
  void kernel_parameters_are_named_with_dots_or_slashes() throws Exception {
    assertEquals(Path.of("/proc/sys/net/ipv4/ip_forward"), Sysctl.path("net.ipv4.ip_forward"));
    assertEquals(
        Path.of("/proc/sys/net/ipv4/conf/eth0.100/rp_filter"),
        Sysctl.path("net/ipv4/conf/eth0.100/rp_filter"));
    assertThrows(IllegalArgumentException.class, () -> Sysctl.path("../../etc/passwd"));
    assertEquals("Linux", Sysctl.read("kernel.ostype"));
  }

  @RootTest
  void kernel_parameters_belong_to_the_namespace_of_the_thread() throws Throwable {
    Namespace.run(() -> {
      Sysctl.write("net.ipv4.ip_forward", "1");
      assertEquals("1", Sysctl.read("net.ipv4.ip_forward"));
      Sysctl.write("net.ipv4.ip_forward", "0");
      assertEquals("0", Sysctl.read("net.ipv4.ip_forward"));
    });
  }

  @Test
  void a_notification_reaches_the_abstract_socket_of_the_manager() throws Exception {
    byte[] name = ("_hawser-test-" + ProcessHandle.current().pid()).getBytes(US_ASCII);
    try (Descriptor manager = Descriptor.socket("manager", 1, Descriptor.SOCK_DGRAM, 0);
        Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(2 + name.length, 8);
      address.set(ValueLayout.JAVA_SHORT, 0, (short) 1);
      MemorySegment.copy(name, 1, address, ValueLayout.JAVA_BYTE, 3, name.length - 1);
      assertEquals(0, Libc.bind(manager.errno, manager.fd(), address, (int) address.byteSize()));
      Notify.send("@" + new String(name, US_ASCII).substring(1), "READY=1\nSTATUS=up");
      MemorySegment received = arena.allocate(100);
      assertEquals(17, Libc.recv(manager.errno, manager.fd(), received, 0));
      assertEquals("READY=1\nSTATUS=up", received.getString(0));
    }
  }

  @Test
  void a_notification_nobody_listens_to_fails_by_name() {
    OsException e =
        assertThrows(OsException.class, () -> Notify.send("@hawser-test-nobody", "READY=1"));
    assertEquals("notify @hawser-test-nobody: Connection refused", e.getMessage());
  }

  @Test
  void virtual_threads_stay_in_their_namespace() throws Exception {
    Thread.Builder builder = Thread.ofVirtual();
    Throwable[] thrown = new Throwable[1];
    Thread thread =
        builder.start(
            () -> thrown[0] = assertThrows(IllegalStateException.class, NetworkNamespace::unshare));
    thread.join();
    assertEquals("a virtual thread has no namespace of its own", thrown[0].getMessage());
  }
}
