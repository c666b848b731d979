/// IKE, ESP and aggregation as pure computation: no I/O, threads, clock, native calls or logging.
module hawser.core {
  requires static transitive org.jspecify;

  exports hawser.aggregate;
  exports hawser.bytes;
  exports hawser.crypto;
  exports hawser.esp;
  exports hawser.ike;
  exports hawser.ike.auth;
  exports hawser.ike.v1;
  exports hawser.ike.v2;
  exports hawser.net;
  exports hawser.offload;
  exports hawser.pki;
}
