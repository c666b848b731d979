/// Who may administrate: accounts, logins, sessions, tokens, and the certificate that shows them
/// the right gateway. Knows no HTTP.
@NullMarked
package hawser.admin;

import org.jspecify.annotations.NullMarked;
