/// IKE, ESP and aggregation as pure computation: no I/O, threads, clock, native calls or logging.
module hawser.core {
  requires static org.jspecify;

  exports hawser.bytes;
  exports hawser.net;
}
