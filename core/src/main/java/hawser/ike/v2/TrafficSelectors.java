package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Writer;
import hawser.ike.Role;
import hawser.net.AddressRange;
import hawser.net.IpAddress;
import hawser.net.TrafficSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// TSi or TSr (RFC 7296 section 3.13). Selectors that name no packets of ours, of unknown types and
/// those for fragments alone (OPAQUE) among them, are left out (section 2.9).
record TrafficSelectors(Role whose, List<TrafficSelector> list) implements Payload {
  private static final int IPV4_RANGE = 7;
  private static final int IPV6_RANGE = 8;
  private static final int HEADER = 8;

  TrafficSelectors {
    list = List.copyOf(list);
  }

  /// TSi or TSr of a message that has to have it, once.
  static List<TrafficSelector> of(Contents contents, Role whose) throws Malformed {
    List<TrafficSelectors> found =
        contents.all(TrafficSelectors.class).stream().filter(ts -> ts.whose == whose).toList();
    if (found.size() != 1) {
      throw new Malformed(found.size() + " traffic selectors of the " + whose);
    }
    return found.getFirst().list;
  }

  static TrafficSelectors read(Role whose, Octets body) throws Malformed {
    Reader reader = Reader.of(body);
    int count = reader.u8();
    reader.skip(3);
    List<TrafficSelector> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int type = reader.u8();
      int protocol = reader.u8();
      selector(type, protocol, reader.window(reader.u16() - 4)).ifPresent(list::add);
    }
    reader.expectEnd("traffic selectors");
    return new TrafficSelectors(whose, list);
  }

  private static Optional<TrafficSelector> selector(int type, int protocol, Reader reader)
      throws Malformed {
    if (type != IPV4_RANGE && type != IPV6_RANGE) {
      return Optional.empty();
    }
    int length = type == IPV4_RANGE ? 4 : 16;
    int firstPort = reader.u16();
    int lastPort = reader.u16();
    IpAddress first = IpAddress.of(reader.octets(length));
    IpAddress last = IpAddress.of(reader.octets(length));
    reader.expectEnd("traffic selector");
    return firstPort <= lastPort && first.compareTo(last) <= 0
        ? Optional.of(
            new TrafficSelector(protocol, new AddressRange(first, last), firstPort, lastPort))
        : Optional.empty();
  }

  @Override
  public int type() {
    return switch (whose) {
      case INITIATOR -> PayloadType.TS_INITIATOR;
      case RESPONDER -> PayloadType.TS_RESPONDER;
    };
  }

  @Override
  public void write(Writer writer) {
    writer.u8(list.size()).u8(0).u16(0);
    for (TrafficSelector selector : list) {
      Octets first = selector.range().first().toOctets();
      writer.u8(first.length() == 4 ? IPV4_RANGE : IPV6_RANGE).u8(selector.protocol());
      writer.u16(HEADER + 2 * first.length()).u16(selector.firstPort()).u16(selector.lastPort());
      writer.octets(first).octets(selector.range().last().toOctets());
    }
  }
}
