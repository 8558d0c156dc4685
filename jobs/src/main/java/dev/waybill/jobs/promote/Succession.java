package dev.waybill.jobs.promote;

import dev.waybill.common.job.ChampionFile;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.track.Aliases;
import dev.waybill.common.track.ModelVersion;
import java.util.Optional;

/** One version after another in production. */
final class Succession {

    private Succession() {}

    /**
     * Makes a version champion. Each step can be made again: broken off after any of them, the same call completes it. An
     * alias moves in one transaction, so there is one champion at any moment.
     *
     * @param before the champion until now, which becomes {@code previous}
     */
    static void of(ModelVersion version, Optional<Integer> before, JobContext context) {
        before.ifPresent(number -> context.tracking().setAlias(version.model(), Aliases.PREVIOUS, number));
        context.tracking().setAlias(version.model(), Aliases.CHAMPION, version.version());
        ChampionFile.write(context);
    }
}
