/// FortiOS configuration: text to a tree that keeps order, positions and every known option; the
/// tree to typed records; and problems that name file, line, column, word and the nearest valid
/// one.
@NullMarked
package hawser.config;

import org.jspecify.annotations.NullMarked;
