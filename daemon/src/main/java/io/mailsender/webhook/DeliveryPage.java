package io.mailsender.webhook;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of deliveries. */
@Serdeable
@Schema(name = "WebhookDeliveryList", description = "A page of deliveries, newest first.")
public record DeliveryPage(
        List<DeliveryView> deliveries,

        @Schema(description = "The `cursor` of the next page; absent on the last page.") @Nullable
        String next) {

    /** @param found the deliveries of a page, and perhaps one more */
    static DeliveryPage of(List<WebhookDelivery> found, int size) {
        List<WebhookDelivery> page = found.size() > size ? found.subList(0, size) : found;
        return new DeliveryPage(
                page.stream().map(DeliveryView::of).toList(),
                found.size() > size ? String.valueOf(page.get(size - 1).sequence()) : null);
    }
}
