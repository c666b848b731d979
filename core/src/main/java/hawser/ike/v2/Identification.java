package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Writer;
import hawser.ike.Identity;
import hawser.ike.Role;

/// IDi or IDr (RFC 7296 section 3.5). AUTH covers the body as it arrived, reserved octets included
/// (section 2.15), so the body is what is kept.
record Identification(Role whose, Octets body) implements Payload {
  private static final int HEADER = 4;
  private static final int MOST = 2_048;

  static Identification of(Role whose, Identity identity) {
    Writer writer = new Writer().u8(identity.type()).u8(0).u16(0).octets(identity.data());
    return new Identification(whose, writer.toOctets());
  }

  static Identification read(Role whose, Octets body) throws Malformed {
    int length = body.length() - HEADER;
    boolean fits =
        length > 0
            && switch (body.at(0)) {
              case Identity.IPV4 -> length == 4;
              case Identity.IPV6 -> length == 16;
              default -> length <= MOST;
            };
    if (!fits) {
      throw new Malformed("an ID of " + length + " octets");
    }
    return new Identification(whose, body);
  }

  Identity identity() {
    return new Identity(body.at(0), body.slice(HEADER, body.length()));
  }

  @Override
  public int type() {
    return switch (whose) {
      case INITIATOR -> PayloadType.ID_INITIATOR;
      case RESPONDER -> PayloadType.ID_RESPONDER;
    };
  }

  @Override
  public void write(Writer writer) {
    writer.octets(body);
  }
}
