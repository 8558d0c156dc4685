package dev.waybill.serving.access;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.refusal.Suggestion;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tenants there are.
 *
 * @param pipelines that each of them sees; empty where there are no tenants, and a caller's own counts for its rows alone
 */
record Tenants(Map<String, List<String>> pipelines) {

    /** @throws Refusal for a pipeline that there is not */
    void require(Collection<String> known) {
        pipelines.forEach((tenant, seen) -> seen.stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw Refusal.mistake(
                            "access.unknown-pipeline",
                            "Cannot let tenant %s see '%s' (serving.access.tenants): there is no such pipeline."
                                    .formatted(tenant, name),
                            Suggestion.sentence(name, known));
                }));
    }

    /**
     * What somebody may see who is known.
     *
     * @throws Denied without a tenant that this takes
     */
    Caller caller(String name, Set<Role> roles, Optional<String> tenant) {
        if (pipelines.isEmpty() || (tenant.isEmpty() && roles.contains(Role.admin))) {
            return new Caller(name, roles, tenant, Optional.empty());
        }
        String own = tenant.orElseThrow(
                () -> new Denied(403, "access.no-tenant", "Whoever asks here has to belong to a tenant."));
        List<String> seen = Optional.ofNullable(pipelines.get(own))
                .orElseThrow(() -> new Denied(403, "access.unknown-tenant", "There is no such tenant here."));
        return new Caller(name, roles, tenant, Optional.of(Set.copyOf(seen)));
    }
}
