package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Writer;
import hawser.ike.Identity;
import hawser.net.AddressRange;
import hawser.net.IpAddress;
import hawser.net.Prefix;
import hawser.net.TrafficSelector;

/// The ID payload (RFC 2407 section 4.6.2): a peer's identity in phase 1, a selector in phase 2.
final class IdBody {
  private static final int IPV4_ADDR_SUBNET = 4;
  private static final int IPV6_ADDR_SUBNET = 6;
  private static final int IPV4_ADDR_RANGE = 7;
  private static final int IPV6_ADDR_RANGE = 8;
  private static final int MOST = 512;

  private IdBody() {}

  static Octets of(Identity identity) {
    return new Writer().u8(identity.type()).u8(0).u16(0).octets(identity.data()).toOctets();
  }

  static Identity identity(Octets body) throws Malformed {
    Reader reader = Reader.of(body);
    int type = reader.u8();
    reader.skip(3);
    int length = reader.remaining();
    boolean fits =
        switch (type) {
          case Identity.IPV4 -> length == 4;
          case Identity.IPV6 -> length == 16;
          default -> length > 0 && length <= MOST;
        };
    if (!fits) {
      throw new Malformed("ID of type " + type + " with " + length + " octets");
    }
    return new Identity(type, reader.rest());
  }

  static Octets of(TrafficSelector selector) {
    AddressRange range = selector.range();
    boolean v4 = range.first().isV4();
    Writer writer = new Writer();
    var prefixes = range.toPrefixes();
    boolean subnet = prefixes.size() == 1;
    boolean host = range.first().equals(range.last());
    int type =
        host
            ? v4 ? Identity.IPV4 : Identity.IPV6
            : subnet
                ? v4 ? IPV4_ADDR_SUBNET : IPV6_ADDR_SUBNET
                : v4 ? IPV4_ADDR_RANGE : IPV6_ADDR_RANGE;
    writer.u8(type).u8(selector.protocol()).u16(selector.port());
    writer.octets(range.first().toOctets());
    if (!host) {
      IpAddress second = subnet ? mask(prefixes.getFirst()) : range.last();
      writer.octets(second.toOctets());
    }
    return writer.toOctets();
  }

  static TrafficSelector selector(Octets body) throws Malformed {
    Reader reader = Reader.of(body);
    int type = reader.u8();
    int protocol = reader.u8();
    int port = reader.u16();
    int length =
        switch (type) {
          case Identity.IPV4, IPV4_ADDR_SUBNET, IPV4_ADDR_RANGE -> 4;
          case Identity.IPV6, IPV6_ADDR_SUBNET, IPV6_ADDR_RANGE -> 16;
          default -> throw new Malformed("a selector cannot be an ID of type " + type);
        };
    IpAddress first = IpAddress.of(reader.octets(length));
    boolean host = type == Identity.IPV4 || type == Identity.IPV6;
    IpAddress second = host ? first : IpAddress.of(reader.octets(length));
    reader.expectEnd("ID payload");
    try {
      AddressRange range =
          type == IPV4_ADDR_SUBNET || type == IPV6_ADDR_SUBNET
              ? AddressRange.of(Prefix.of(first, lengthOf(second)))
              : new AddressRange(first, second);
      return new TrafficSelector(protocol, range, port);
    } catch (IllegalArgumentException e) {
      throw new Malformed("selector that is no range");
    }
  }

  private static IpAddress mask(Prefix prefix) {
    IpAddress ones = prefix.address().isV4() ? IpAddress.ofV4(-1) : IpAddress.ofV6(-1, -1);
    return Prefix.of(ones, prefix.length()).address();
  }

  private static int lengthOf(IpAddress mask) {
    int length = Long.bitCount(mask.high()) + Long.bitCount(mask.low());
    if (!mask(Prefix.of(mask, length)).equals(mask)) {
      throw new IllegalArgumentException("mask with holes");
    }
    return length;
  }
}
