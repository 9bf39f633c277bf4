//! Shows how far the collection is. Replaced by the collectors when their branch lands.
