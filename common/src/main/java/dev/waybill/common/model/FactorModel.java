package dev.waybill.common.model;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.section.Recommend;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Factors of users and items: how much a user is expected to want an item is the product of theirs.
 *
 * @param users that training saw, in the order of their names
 * @param items likewise; the amount of an item is how many users had it
 * @param sha256 of the file of factors
 */
public record FactorModel(
        List<Factors> users, List<Factors> items, Recommend params, Provenance provenance, String sha256)
        implements SavedModel {

    /**
     * One user or item.
     *
     * @param amount of how many of the other kind it has rows with
     */
    public record Factors(String name, long amount, List<Float> values) {}

    private record Identity(String factors, String featureSetVersion, Recommend params) {}

    @Override
    public String id() {
        String text = JsonFile.line(new Identity(sha256, provenance.featureSetVersion(), params));
        return DigestUtils.sha256Hex(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String target() {
        return "%s for %s (task %s)".formatted(params.item(), params.user(), provenance.task());
    }

    @Override
    public List<String> inputNames() {
        return List.of(params.user(), params.item());
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "recommend.user", params.user(),
                "recommend.item", params.item(),
                "recommend.rank", String.valueOf(params.rank()),
                "recommend.iterations", String.valueOf(params.iterations()),
                "recommend.regularization", String.valueOf(params.regularization()),
                "recommend.alpha", String.valueOf(params.alpha()),
                "recommend.top", String.valueOf(params.top()),
                "recommend.seed", String.valueOf(params.seed())));
        params.strength().ifPresent(column -> settings.put("recommend.strength", column));
        return settings;
    }
}
