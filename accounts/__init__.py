"""Who a person is: user, preferences, sign-up policy, sessions."""
