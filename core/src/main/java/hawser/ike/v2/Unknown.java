package hawser.ike.v2;

import hawser.bytes.Octets;
import hawser.bytes.Writer;

/// A payload whose number we do not know, not critical: to be skipped (RFC 7296 section 2.5).
record Unknown(int type, Octets body) implements Payload {
  @Override
  public void write(Writer writer) {
    writer.octets(body);
  }
}
