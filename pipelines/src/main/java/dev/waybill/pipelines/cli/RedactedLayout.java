package dev.waybill.pipelines.cli;

import dev.waybill.common.refusal.Redaction;
import java.nio.charset.StandardCharsets;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.StringLayout;
import org.apache.logging.log4j.core.layout.AbstractStringLayout;

/** What another layout says, without secrets: libraries put addresses and settings into what they log and throw. */
final class RedactedLayout extends AbstractStringLayout {

    private final StringLayout whole;

    RedactedLayout(StringLayout whole) {
        super(StandardCharsets.UTF_8);
        this.whole = whole;
    }

    @Override
    public String toSerializable(LogEvent event) {
        return Redaction.of(whole.toSerializable(event));
    }

    @Override
    public String getContentType() {
        return whole.getContentType();
    }
}
