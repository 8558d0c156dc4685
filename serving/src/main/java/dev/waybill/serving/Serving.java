package dev.waybill.serving;

import dev.waybill.common.params.Default;
import dev.waybill.serving.access.Access;
import dev.waybill.serving.http.Limits;
import dev.waybill.serving.log.LogSettings;
import java.util.Optional;

/**
 * How predictions are served, usually from {@code conf/<env>.yaml}.
 *
 * @param host the address that is listened on
 * @param port of it; 0 for any that is free
 * @param refreshSeconds after which it is looked again whether there is another champion, or there are other features
 * @param recent as many predictions of a pipeline are kept in memory, for its metrics and for what came true of them
 * @param access who may ask; empty for anybody, on an address of this machine alone
 * @param log how all of them are kept in tables
 */
public record Serving(
        @Default("127.0.0.1") String host,
        @Default("8080") int port,
        @Default("{}") Limits limits,
        @Default("10") int refreshSeconds,
        @Default("10000") int recent,
        Optional<Access> access,
        @Default("{}") LogSettings log) {

    /** The section. */
    public record Section(@Default("{}") Serving serving) {}

    public Serving {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("has port %d, but it must be between 0 and 65535".formatted(port));
        } else if (refreshSeconds < 1 || recent < 1) {
            throw new IllegalArgumentException("needs refresh-seconds and recent of at least 1");
        }
    }
}
