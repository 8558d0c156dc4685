package dev.waybill.jobs.promote;

import dev.waybill.common.job.ChampionFile;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.track.Aliases;
import dev.waybill.common.track.ModelVersion;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One version after another in production. */
final class Succession {

    private Succession() {}

    /**
     * Makes a version champion. Whoever reads meanwhile finds the one before or this one; broken off anywhere, the same call
     * completes it.
     *
     * @param before the champion until now, which becomes {@code previous}
     */
    static void of(ModelVersion version, Optional<Integer> before, JobContext context) {
        Map<String, Integer> aliases = new HashMap<>(Map.of(Aliases.CHAMPION, version.version()));
        before.ifPresent(number -> aliases.put(Aliases.PREVIOUS, number));
        context.tracking().setAliases(version.model(), aliases);
        ChampionFile.write(context);
    }
}
