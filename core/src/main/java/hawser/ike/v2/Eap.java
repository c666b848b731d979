package hawser.ike.v2;

import hawser.bytes.Octets;
import hawser.bytes.Writer;

/// An EAP message, not looked into here (RFC 7296 section 3.16).
record Eap(Octets message) implements Payload {
  @Override
  public int type() {
    return PayloadType.EAP;
  }

  @Override
  public void write(Writer writer) {
    writer.octets(message);
  }
}
