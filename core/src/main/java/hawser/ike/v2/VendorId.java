package hawser.ike.v2;

import hawser.bytes.Octets;
import hawser.bytes.Writer;

/// Says whose implementation the sender is (RFC 7296 section 3.12).
record VendorId(Octets value) implements Payload {
  @Override
  public int type() {
    return PayloadType.VENDOR_ID;
  }

  @Override
  public void write(Writer writer) {
    writer.octets(value);
  }
}
