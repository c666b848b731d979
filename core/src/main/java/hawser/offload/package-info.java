/// What Linux calls segmentation offload, on our side of a TUN device: one super-packet of up to 64
/// KB is cut into packets as late as possible ([hawser.offload.Segmenter]), and the packets of a
/// flow are joined to one again before they are written ([hawser.offload.Coalescer]).
///
/// ```
/// TUN frame:  virtio_net_hdr (10) | IP header | TCP or UDP header | payload of many segments
/// ```
@NullMarked
package hawser.offload;

import org.jspecify.annotations.NullMarked;
