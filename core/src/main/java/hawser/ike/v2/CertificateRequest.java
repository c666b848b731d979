package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Writer;

/// Which authorities the sender trusts, as digests of their keys (RFC 7296 section 3.7).
record CertificateRequest(int encoding, Octets authorities) implements Payload {
  @Override
  public int type() {
    return PayloadType.CERTIFICATE_REQUEST;
  }

  static CertificateRequest read(Octets body) throws Malformed {
    Reader reader = Reader.of(body);
    return new CertificateRequest(reader.u8(), reader.rest());
  }

  @Override
  public void write(Writer writer) {
    writer.u8(encoding).octets(authorities);
  }
}
