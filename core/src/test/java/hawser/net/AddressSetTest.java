package hawser.net;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AddressSetTest {
  @Test
  void itHoldsWhatWasPutInAndNothingElse() {
    List<IpAddress> addresses = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      addresses.add(IpAddress.ofV4(0x0a000000 + i * 256));
      addresses.add(IpAddress.ofV6(0x20010db8L << 32, i));
    }
    addresses.add(IpAddress.ofV4(0x0a000000)); // twice
    AddressSet set = AddressSet.of(addresses);
    addresses.forEach(address -> assertTrue(set.contains(address), address::toString));
    assertFalse(set.contains(IpAddress.ofV4(0x0a000001)));
    assertFalse(set.contains(IpAddress.ofV6(0, 0x0a000000)), "the same bits, the other family");
    assertFalse(AddressSet.EMPTY.contains(addresses.getFirst()));
  }

  @Test
  void aPacketIsLookedUpByItsSource() {
    AddressSet set =
        AddressSet.of(List.of(IpAddress.parse("192.168.9.1"), IpAddress.parse("2001:db8::1")));
    MemorySegment m = Arena.ofAuto().allocate(40);
    Net.put8(m, 0, 0x45);
    Net.put32(m, 12, 0xc0a80901);
    assertTrue(set.hasSource(m, 0));
    Net.put32(m, 12, 0xc0a80902);
    Net.put32(m, 16, 0xc0a80901); // a destination is no source
    assertFalse(set.hasSource(m, 0));
    Net.put8(m, 0, 0x60);
    Net.put64(m, 8, 0x20010db8L << 32);
    Net.put64(m, 16, 1);
    assertTrue(set.hasSource(m, 0));
  }
}
