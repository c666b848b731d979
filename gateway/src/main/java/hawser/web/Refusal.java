package hawser.web;

import hawser.rest.Envelope;
import hawser.rest.Reply;
import hawser.rest.RestException;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// What Jetty itself refuses, in FortiOS's envelope; nothing of the request is repeated.
final class Refusal implements Request.Handler {
  private final Envelope envelope;

  Refusal(Envelope envelope) {
    this.envelope = envelope;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus() >= 400 ? response.getStatus() : 500;
    Reply.Whole reply =
        envelope.error(
            request.getMethod(),
            List.of(),
            new RestException(status, -1, "", "this request is not acceptable"));
    Entry.headers(request, response.getHeaders());
    response.setStatus(status);
    response.getHeaders().put("Content-Type", reply.type());
    response.write(true, ByteBuffer.wrap(reply.body().toArray()), callback);
    return true;
  }
}
