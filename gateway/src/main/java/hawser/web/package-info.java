/// The HTTP server: Jetty, TLS, the page, and the stream of events. What is asked of the gateway is
/// answered by `hawser.rest`.
@NullMarked
package hawser.web;

import org.jspecify.annotations.NullMarked;
