"""Drawing a citizens' council: panels that meet quotas, with chances as equal as these allow, in a way that anybody can check."""
