package hawser.net;

import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.List;

/// An immutable set of addresses that packets are looked up in without objects: open addressing
/// with linear probing.
public final class AddressSet {
  public static final AddressSet EMPTY = of(List.of());

  private final long[] high;
  private final long[] low;
  private final byte[] family; // 0 for a free place

  private AddressSet(int places) {
    high = new long[places];
    low = new long[places];
    family = new byte[places];
  }

  public static AddressSet of(Collection<IpAddress> addresses) {
    AddressSet set = new AddressSet(Integer.highestOneBit(Math.max(addresses.size(), 4)) * 4);
    addresses.forEach(set::put);
    return set;
  }

  /// True when the source of the packet at `ip`, whose IP header is whole, is in the set.
  public boolean hasSource(MemorySegment m, long ip) {
    return Ip4.version(m, ip) == 4
        ? find((byte) 4, 0, Ip4.source(m, ip) & 0xffffffffL) >= 0
        : find((byte) 6, Ip6.sourceHigh(m, ip), Ip6.sourceLow(m, ip)) >= 0;
  }

  public boolean contains(IpAddress address) {
    return find(familyOf(address), address.high(), address.low()) >= 0;
  }

  private void put(IpAddress address) {
    int place = find(familyOf(address), address.high(), address.low());
    if (place < 0) {
      family[-1 - place] = familyOf(address);
      high[-1 - place] = address.high();
      low[-1 - place] = address.low();
    }
  }

  /// The place of an address, or minus one minus the free place where it belongs.
  private int find(byte version, long addressHigh, long addressLow) {
    int mask = family.length - 1;
    long mixed = (addressHigh * 31 + addressLow) * 0x9e3779b97f4a7c15L;
    int place = (int) (mixed >>> 40) & mask;
    while (family[place] != 0) {
      if (family[place] == version && low[place] == addressLow && high[place] == addressHigh) {
        return place;
      }
      place = place + 1 & mask;
    }
    return -1 - place;
  }

  private static byte familyOf(IpAddress address) {
    return (byte) (address.isV4() ? 4 : 6);
  }
}
