package io.mailsender.queue;

import io.mailsender.delivery.NodeUse;
import io.mailsender.delivery.ProviderUse;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where nodes that share a store report how they use the providers. */
public interface NodeStore {

    /**
     * Writes this node's figures and reads those of all nodes.
     *
     * @param node the id of this node
     * @return those of all nodes that reported within a day, with this one
     */
    CompletionStage<List<NodeUse>> exchange(String node, List<ProviderUse> uses);
}
